using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Compares runs, value by value, with the first of them.</summary>
[Cmdlet(VerbsData.Compare, "DhRun")]
[OutputType(typeof(RunDifference))]
public sealed class CompareDhRunCommand : RunCommand
{
    private ComparedRun? _reference;
    private bool _isAlone;
    private Func<string, bool>? _wanted;

    /// <summary>Runs to compare with the first.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RunCompleter))]
    public object? DifferenceRun { get; set; }

    /// <summary>The run to compare the others with, instead of the first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunCompleter))]
    public object? ReferenceRun { get; set; }

    /// <summary>Only the values at these paths; wildcards are allowed, and what a path holds belongs to it.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ComparedPathCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Gives out equal values, too, and those that the backend makes.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    // Runs that are piped in are compared with the one that is given.
    private protected override void Both(object? given)
    {
        if (ReferenceRun is not null) base.Both(given);
        ReferenceRun = given;
    }

    private protected override void Unselected()
    {
        if (ReferenceRun is null || DifferenceRun is null) base.Unselected();
    }

    private protected override void Begin()
    {
        base.Begin();
        if (Property is not null)
        {
            WildcardPattern[] patterns = [.. Property.SelectMany(path => new[] { path, $"{path}.*", $"{path}`[*" }).Select(Pattern)];
            _wanted = path => patterns.Any(pattern => pattern.IsMatch(path));
            foreach (var path in Property.Where(path => !ComparedRun.Roots.Any(Pattern(path.Split('.', '[')[0]).IsMatch)))
            {
                WriteWarning($"No run has anything at '{path}': the path of a value begins with one of {string.Join(", ", ComparedRun.Roots)}.");
            }
        }
        if (ReferenceRun is null) return;
        if (RunSelector.Items(ReferenceRun).Count() > 1) throw Errors.Value("-ReferenceRun is several runs.", ReferenceRun, "Give one run with -ReferenceRun and the others with -Run.");
        Select(RunSelector.Items(ReferenceRun).Single(), piped: false);
    }

    // Without the reference there is nothing to go on with: its error ends the command.
    private protected override void Item(object? item, Action action)
    {
        if (_reference is null) action();
        else base.Item(item, action);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var inHand = selection.Run is null ? null : ShellValues.Map(selection.Run.Document, "run");
        if (_reference is null)
        {
            _reference = Await(ReadAsync(address, inHand, session, Stop));
            _isAlone = true;
            return;
        }
        _isAlone = false;
        Start(
            selection.Run ?? (object)address.Id,
            token => ReadAsync(address, inHand, session, token),
            other => WriteObject(_reference.CompareTo(other, IncludeEqual, _wanted), enumerateCollection: true));
    }

    private static WildcardPattern Pattern(string text) => WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    private protected override void End()
    {
        if (DifferenceRun is not null)
        {
            foreach (var item in RunSelector.Items(DifferenceRun)) Select(item, piped: false);
        }
        base.End();
        if (_isAlone && ReferenceRun is null) throw Errors.Value($"There is only the run '{_reference!.Id}', and nothing to compare it with.", _reference.Id, "Give two runs or more, for example Compare-DhRun $a $b.");
    }

    private static async Task<ComparedRun> ReadAsync(RunAddress address, OrderedDictionary? inHand, Session session, CancellationToken cancellationToken)
    {
        var document = inHand ?? (await session.Client.GetRunAsync(address, cancellationToken).ConfigureAwait(false)).Map;
        return new ComparedRun(document, await session.Client.GetRunMetricsAsync(address, cancellationToken).ConfigureAwait(false));
    }
}
