using HccRisk.Attainable.Running;

return AttainableCommand.Run(args, Console.Out, Console.Error);
