using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with what can be run: the names of functions or workflows, and their references where one was begun.</summary>
internal abstract class ToRunCompleter(EntityType type) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        request.Start.Contains(':', StringComparison.Ordinal)
            ? Offered(request, new EntityQuery(type), executable => executable.Reference)
            : Offered(request, new EntityQuery(type) { Names = request.Pattern is { } pattern ? [pattern] : [] }, executable => executable.Name);

    private static IEnumerable<(string Text, string Tip)> Offered(CompletionRequest request, EntityQuery query, Func<Executable, string> text) =>
        Seen.Entities(request, query, entity => request.Fits(text((Executable)entity)))
            .Cast<Executable>()
            .Select(executable => (text(executable), $"{executable.Name} {executable.Kind}"))
            .OrderBy(value => value.Item1, StringComparer.Ordinal);
}

internal sealed class FunctionToRunCompleter() : ToRunCompleter(EntityType.Function);

internal sealed class WorkflowToRunCompleter() : ToRunCompleter(EntityType.Workflow);

/// <summary>Completes with the actions of the function or workflow on the command line; of all kinds where it is not known.</summary>
internal sealed class ActionToRunCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        var table = BackendKinds.Of(request);
        var type = request.Text("Workflow") is null ? EntityType.Function : EntityType.Workflow;
        var kind = Kind(request, type);
        var facts = kind is null ? null : table.Find(EntityWords.Of(type).Word, kind);
        return facts is null
            ? table.Kinds.Where(one => one.Entity == "task").SelectMany(one => one.Action).Select(Plain)
            : facts.Action.Select(action => (action, $"{action} of {kind}"));
    }

    private static string? Kind(CompletionRequest request, EntityType type)
    {
        if (request.Text(type.ToString()) is not { } given) return null;
        if (KnownKinds.KindOf(given) is { } kind) return kind;
        return Seen.Entities(request, new EntityQuery(type) { Names = RunRules.IsName(given) ? [given] : [], First = 1 }, entity => entity.Name == given) is [var found, ..] ? found.Kind : null;
    }
}
