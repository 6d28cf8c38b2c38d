namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the names of functions or workflows, as the command wants them.</summary>
internal sealed class ExecutableNameCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Entities(request, new EntityQuery(request.Type ?? EntityType.Function) { Names = request.Pattern is { } pattern ? [pattern] : [] }, entity => request.Fits(entity.Name))
            .Select(entity => (entity.Name, $"{entity.Name} {entity.Kind}"))
            .OrderBy(value => value.Name, StringComparer.Ordinal);
}

/// <summary>Completes with the ids of versions of functions or workflows.</summary>
internal sealed class VersionIdCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Entities(request, new EntityQuery(request.Type ?? EntityType.Function) { AllVersions = true }, entity => request.Fits(entity.Id))
            .Select(entity => (entity.Id, $"{entity.Name} {entity.Kind}{Age.Of(entity.Created, DateTime.Now)}"));
}

/// <summary>Completes with the ids of tasks.</summary>
internal sealed class TaskIdCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Entities(request, new EntityQuery(EntityType.Task), entity => request.Fits(entity.Id))
            .Cast<RunTask>()
            .Select(task => (task.Id, $"{task.Kind} {task.Function ?? task.Workflow}"));
}
