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

/// <summary>
/// Completes with functions, workflows or tasks: the names of those that are there, their references, and the references that
/// runs have.
/// </summary>
internal abstract class ReferenceCompleter(EntityType type, Func<RunTrace, IEnumerable<string?>> values)
    : SeenValueCompleter(values, request => type == EntityType.Task ? new() : Text(request))
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        var entities = Seen.Entities(request, new EntityQuery(type), entity => request.Fits(Reference(entity)) || (entity is Executable && request.Fits(entity.Name)));
        return entities.OfType<Executable>().Select(executable => (executable.Name, Tip(executable)))
            .Concat(entities.Select(entity => (Reference(entity), Tip(entity))))
            .Concat(base.Values(request));
    }

    private static string Reference(Entity entity) => entity is RunTask task ? task.Reference : ((Executable)entity).Reference;

    private static string Tip(Entity entity) => entity is RunTask task ? $"{task.Kind} of {task.Function ?? task.Workflow}" : $"{entity.Name} {entity.Kind}";
}

/// <summary>Completes with values that functions and workflows have as well as runs: where the command is about those, first with theirs.</summary>
internal abstract class SharedValueCompleter(Func<Entity, IEnumerable<string?>> own, Func<RunTrace, IEnumerable<string?>> values, Func<CompletionRequest, RunQuery> filter)
    : SeenValueCompleter(values, filter)
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) => request.Type is { } type
        ? Seen.Entities(request, new EntityQuery(type), entity => own(entity).Any(request.Fits)).SelectMany(own).OfType<string>().Order(StringComparer.Ordinal).Select(Plain).Concat(base.Values(request))
        : base.Values(request);
}

internal sealed class RunNameCompleter() : SeenValueCompleter(run => [run.Name], request => new() { Names = Pattern(request) });

internal sealed class UserCompleter() : SharedValueCompleter(entity => [entity.User], run => [run.User], request => new() { Users = Pattern(request) });

internal sealed class FunctionCompleter() : ReferenceCompleter(EntityType.Function, run => [run.Function]);

internal sealed class WorkflowCompleter() : ReferenceCompleter(EntityType.Workflow, run => [run.Workflow]);

internal sealed class TaskCompleter() : ReferenceCompleter(EntityType.Task, run => [run.Task]);

internal sealed class LabelCompleter() : SharedValueCompleter(entity => entity.Labels, run => run.Labels, request => new() { AnyLabels = Pattern(request) });
