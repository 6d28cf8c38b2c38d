namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with a value that runs have.</summary>
/// <param name="values">The values of a run.</param>
/// <param name="filter">The filter that finds the runs with such a value in a store.</param>
internal abstract class SeenValueCompleter(Func<RunTrace, IEnumerable<string?>> values, Func<CompletionRequest, RunQuery> filter) : DhCompleter
{
    // Many runs share one value.
    private const int MaxRuns = 1000;

    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Runs(request, filter(request), run => values(run).Any(request.Fits), MaxRuns)
            .SelectMany(values)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(Plain);

    private protected static IReadOnlyList<string> Pattern(CompletionRequest request) => request.Pattern is { } pattern ? [pattern] : [];

    // References are not patterns: a text before :// is matched with another column than one behind it.
    private protected static RunQuery Text(CompletionRequest request) => new() { Text = request.Start };
}

/// <summary>Completes with the references of functions or workflows: of those that are there, and of those that runs have.</summary>
internal abstract class ReferenceCompleter(EntityType type, Func<RunTrace, IEnumerable<string?>> values) : SeenValueCompleter(values, Text)
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Entities(request, new EntityQuery(type), entity => request.Fits(((Executable)entity).Reference))
            .Cast<Executable>()
            .Select(executable => (executable.Reference, $"{executable.Name} {executable.Kind}"))
            .Concat(base.Values(request));
}

internal sealed class RunNameCompleter() : SeenValueCompleter(run => [run.Name], request => new() { Names = Pattern(request) });

internal sealed class UserCompleter() : SeenValueCompleter(run => [run.User], request => new() { Users = Pattern(request) });

internal sealed class FunctionCompleter() : ReferenceCompleter(EntityType.Function, run => [run.Function]);

internal sealed class WorkflowCompleter() : ReferenceCompleter(EntityType.Workflow, run => [run.Workflow]);

internal sealed class TaskCompleter() : SeenValueCompleter(run => [run.Task], _ => new());

internal sealed class LabelCompleter() : SeenValueCompleter(run => run.Labels, request => new() { AnyLabels = Pattern(request) });
