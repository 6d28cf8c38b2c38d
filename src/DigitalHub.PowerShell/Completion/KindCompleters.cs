using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes from the kinds of the backend; where it does not tell them in time, from those of its generation.</summary>
/// <param name="values">What is wanted of a kind.</param>
/// <param name="entity">What it must be a kind of; null for anything.</param>
internal abstract class KnownKindCompleter(string? entity, Func<EntityKind, IEnumerable<string>> values) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        BackendKinds.Of(request).Kinds
            .Where(kind => entity is null || kind.Entity == entity)
            .SelectMany(kind => values(kind).Select(value => (value, Tip(kind, value))));

    private protected virtual string Tip(EntityKind kind, string value) => value;
}

/// <summary>Completes kinds of runs.</summary>
internal sealed class KindCompleter() : KnownKindCompleter("run", kind => [kind.Name])
{
    private protected override string Tip(EntityKind kind, string value) => $"{value}: {string.Join(", ", kind.Fields.Select(field => field.Parameter))}";
}

/// <summary>Completes kinds of what the command is about, of anything where it is about kinds.</summary>
internal sealed class EntityKindCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        BackendKinds.Of(request).Kinds
            .Where(kind => request.Type is not { } type || kind.Entity.Equals(type.ToString(), StringComparison.OrdinalIgnoreCase))
            .Select(kind => (kind.Name, $"{kind.Entity} {kind.Name}"));
}

internal sealed class RuntimeCompleter() : KnownKindCompleter(null, kind => [kind.Runtime]);

internal sealed class ActionCompleter() : KnownKindCompleter("task", kind => kind.Action);

internal sealed class KindEntityCompleter() : ConstantCompleter(KindFacts.Entities);

/// <summary>The kinds of the backend for completion: a core is asked once.</summary>
internal static class BackendKinds
{
    public static KindTable Of(CompletionRequest request)
    {
        if (request.Session is { Client.KnownKinds: null }) Asked.Wait(request, session => session.Client.GetKindsAsync(fresh: false, CancellationToken.None));
        return KnownKinds.Of(request.Session);
    }
}
