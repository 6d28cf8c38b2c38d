using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets the kinds of runs, tasks, functions and workflows that the backend has, with their fields.</summary>
[Cmdlet(VerbsCommon.Get, "DhKind")]
[OutputType(typeof(EntityKind))]
public sealed class GetDhKindCommand : SessionCommand
{
    /// <summary>The kinds' names; with wildcards those that match.</summary>
    [Parameter(Position = 0)]
    [Alias("Kind")]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(EntityKindCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only kinds of these: run, task, function, workflow.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(KindEntityCompleter))]
    public string[]? Entity { get; set; }

    /// <summary>Only kinds of these runtimes, for example python; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(RuntimeCompleter))]
    public string[]? Runtime { get; set; }

    /// <summary>Only kinds with one of these actions, for example job; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ActionCompleter))]
    public string[]? Action { get; set; }

    /// <summary>A kind, to get as the backend has it now.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private KindTable? _table;

    private protected override void Begin()
    {
        foreach (var entity in Entity ?? [])
        {
            if (!KindFacts.Entities.Contains(entity, StringComparer.OrdinalIgnoreCase)) throw Errors.Value($"'{Errors.Shorten(entity)}' has no kinds.", entity, $"Give -Entity as one of {string.Join(", ", KindFacts.Entities)}.");
        }
        if (Name is not null && MyInvocation.ExpectingInput) throw Errors.Value("Kinds are both named and piped in.", action: "Give names with -Name, or pipe kinds, not both.");
    }

    private protected override void Process()
    {
        if (!MyInvocation.ExpectingInput && InputObject is null)
        {
            Select(Name, Entity);
            return;
        }
        ForItem(InputObject, () => Select([Piped.Name], [Piped.Entity]));
    }

    private EntityKind Piped => ShellValues.Bare(InputObject) switch
    {
        EntityKind kind => kind,
        null => throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe."),
        var other => throw Errors.Value($"An object of type {other.GetType()} is no kind.", other, "Give names with -Name, or pipe kinds from Get-DhKind."),
    };

    private void Select(string[]? names, string[]? entities)
    {
        _table ??= Await(Current.Client.GetKindsAsync(fresh: true, Stop)) ?? Bundled();
        var (wanted, runtimes, actions) = (new TextSet(names ?? []), new TextSet(Runtime ?? []), new TextSet(Action ?? []));
        var kinds = _table.Kinds
            .Where(kind => entities is null || entities.Contains(kind.Entity, StringComparer.OrdinalIgnoreCase))
            .Where(kind => (Runtime is null || runtimes.Has(kind.Runtime)) && (Action is null || kind.Action.Any(actions.Has)))
            .ToList();
        WriteObject(kinds.Where(kind => names is null || wanted.Has(kind.Name) || names.Contains(kind.Name, StringComparer.OrdinalIgnoreCase)), enumerateCollection: true);
        foreach (var name in (names ?? []).Where(name => !Wildcard.IsPattern(name) && !kinds.Exists(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            Fail(Errors.KindNotFound(name, entities is [var entity] ? entity.ToLowerInvariant() : Meant(name), _table), name);
        }
    }

    // What a misspelt name may be the kind of its form tells.
    private string Meant(string name) =>
        name.Contains(':', StringComparison.Ordinal) || name.EndsWith("+run", StringComparison.OrdinalIgnoreCase) ? "run"
        : name.Contains('+', StringComparison.Ordinal) ? "task"
        : _table!.Nearest("function", name, 1).Count == 0 && _table.Nearest("workflow", name, 1).Count > 0 ? "workflow"
        : "function";

    private KindTable Bundled()
    {
        WriteWarning("The server gives no schemas of its kinds: these are the kinds that the module knows of servers of its level.");
        return KindTable.Bundled(Await(Current.Client.GetApiLevelAsync(Stop).AsTask()));
    }
}
