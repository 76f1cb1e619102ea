Console.WriteLine("hccrisk");
