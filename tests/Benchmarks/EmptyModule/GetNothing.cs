using System.Management.Automation;

namespace EmptyModule;

/// <summary>The one command of the module that importing ours is compared with.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
}
