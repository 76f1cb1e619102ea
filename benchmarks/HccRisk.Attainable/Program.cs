using HccRisk.Attainable.Realism;
using HccRisk.Attainable.Running;

return args is ["realism", .. var rest] ? RealismCommand.Run(rest, Console.Out, Console.Error) : AttainableCommand.Run(args, Console.Out, Console.Error);
