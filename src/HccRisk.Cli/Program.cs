using System.Reflection;
using HccRisk.Cli;

// Asked alone, the version is told before anything else is loaded.
if (args is ["--version"])
{
    Console.Out.WriteLine(Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
    return 0;
}

return await CommandTree.RunAsync(args);
