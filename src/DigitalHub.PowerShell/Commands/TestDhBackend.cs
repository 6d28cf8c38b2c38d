using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Tells whether a backend can be used; <c>-Verbose</c> says why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DhBackend")]
[OutputType(typeof(bool))]
public sealed class TestDhBackendCommand : DhCommand
{
    /// <summary>The session to test instead of the current one.</summary>
    [Parameter(Position = 0)]
    [SessionArgument]
    public Session? Session { get; set; }

    /// <summary>A session.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected override void Process() =>
        ForItem(InputObject, () => WriteObject(Works(MyInvocation.ExpectingInput ? SessionSelector.Of(InputObject) : Session)));

    private bool Works(Session? given)
    {
        try
        {
            var session = given ?? SessionFinder.Peek(Runspace.DefaultRunspace);
            if (session.IsClosed)
            {
                WriteVerbose($"{session} was disconnected.");
                return false;
            }
            var status = Await(session.Client.CheckAsync(Stop));
            WriteVerbose(status.Exists ? $"{session} can be used." : $"{session} can be used; it is made when something is first written.");
            return true;
        }
        catch (DigitalHubException exception)
        {
            WriteVerbose($"{exception.ErrorId}: {exception.Message} {exception.RecommendedAction}");
            return false;
        }
    }
}
