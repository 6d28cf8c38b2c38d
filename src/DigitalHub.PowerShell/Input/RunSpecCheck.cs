using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Compares the spec of a run, a task, a function or a workflow with the fields of its kind before anything is sent (design
/// section 5). What is of the wrong type is an error, and what a core would drop in silence a warning. A local store keeps a
/// spec as it is, unless it is like a core: there what is missing is no more than a warning, and nothing but what somebody has
/// just typed is looked at, or has written in a document, unless it is asked for with -Strict.
/// </summary>
/// <param name="Strict">Takes what a core would drop or miss for an error, on every backend.</param>
internal sealed record RunSpecCheck(bool Strict)
{
    private const int MaxNamed = 5;

    /// <summary>What the spec is of, as kinds call it: <c>run</c>, <c>task</c>, <c>function</c>, <c>workflow</c>.</summary>
    public string Entity { get; init; } = "run";

    /// <summary>Whether all of the spec is there, so that what is required must be.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>Whether the kind was typed, so that one that nobody knows is a mistake on a local store, too.</summary>
    public bool KindIsTyped { get; init; }

    /// <summary>Whether somebody wrote the document, so that all of its spec is looked at, whatever the backend. What another backend gave out goes to a local store without a word.</summary>
    public bool IsWritten { get; init; }

    /// <summary>Where the document came from, for warnings; null where there is only one place.</summary>
    public string? Place { get; init; }

    /// <summary>Checks the spec of a document.</summary>
    /// <param name="session">Where it goes.</param>
    /// <param name="document">The document, with its kind.</param>
    /// <param name="typed">What of the spec was typed; null for nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InputException"><c>SpecFieldInvalid</c>, <c>SpecFieldUnknown</c></exception>
    /// <exception cref="EntityNotFoundException"><c>KindNotFound</c></exception>
    public async Task CheckAsync(Session session, OrderedDictionary document, OrderedDictionary? typed, CancellationToken cancellationToken)
    {
        if (await InspectAsync(session, document, typed, cancellationToken).ConfigureAwait(false) is not { } found) return;
        var overruled = found.Binds ? Overruled(found.Kind, typed, document) : [];
        foreach (var sentence in found.Faults.Select(fault => fault.Sentence).Concat(overruled)) Notices.Warning(Place is null ? sentence : $"{Place}: {sentence}");
    }

    /// <summary>Checks the spec of a document, and gives what was found instead of warning of it.</summary>
    /// <param name="session">Where it goes.</param>
    /// <param name="document">The document, with its kind.</param>
    /// <param name="typed">What of the spec was typed; null for nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null where the kind can't be translated, which the backend refuses.</returns>
    /// <exception cref="InputException"><c>SpecFieldInvalid</c>, <c>SpecFieldUnknown</c></exception>
    /// <exception cref="EntityNotFoundException"><c>KindNotFound</c></exception>
    public async Task<CheckedSpec?> InspectAsync(Session session, OrderedDictionary document, OrderedDictionary? typed, CancellationToken cancellationToken)
    {
        var level = await session.Client.GetApiLevelAsync(cancellationToken).ConfigureAwait(false);
        var binds = session.ActsAsCore;
        var given = document.Text("kind")!;
        // What can't be translated the backend refuses, with the kinds there are.
        if ((level is null || Entity != "run" ? given : RunKindName.Translate(given, document.Map("spec")?.Text("task"), level.Value)) is not { } name) return null;
        var all = document.Map("spec");
        var looked = binds || Strict || IsWritten ? all : typed;
        var spec = looked ?? ValueMap.New();
        var table = KindTable.Bundled(level);
        var bundled = table.Find(Entity, name);
        // What is required can't be missed in a part.
        var whole = Whole && ReferenceEquals(looked, all);
        var faults = Faults(table, name, spec, whole, kept: !binds);
        if (binds && faults is null or { Count: > 0 })
        {
            // The server's own word counts; it is asked only where there is something to complain of.
            table = await ServersAsync(session, name, cancellationToken).ConfigureAwait(false);
            if (table is not null) faults = Faults(table, name, spec, whole, kept: false) ?? throw Errors.KindNotFound(given, Entity, table);
        }
        else if (faults is null && KindIsTyped)
        {
            throw Errors.KindNotFound(given, Entity, table);
        }
        Judge(faults ?? [], name, binds);
        return new CheckedSpec(name, table?.Find(Entity, name) ?? bundled, bundled, faults ?? [], binds);
    }

    // Core lays the function over a run that it executes (contract 8.4). What was not typed comes from a run that had it of its function.
    private IEnumerable<string> Overruled(EntityKind? kind, OrderedDictionary? typed, OrderedDictionary document) =>
        Entity != "run" || kind is null || typed is null || RunFacts.IsLocal(document)
            ? []
            : kind.Fields
                .Where(field => field.Entity is "function" or "workflow" && typed.Contains(field.Name))
                .Select(field => $"spec.{field.Name} is a field of the {field.Entity}: where that has a value, a core takes it and not the run's. Test-DhRun tells which.");

    private async Task<KindTable?> ServersAsync(Session session, string kind, CancellationToken cancellationToken)
    {
        var known = await session.Client.GetKindsAsync(fresh: false, cancellationToken).ConfigureAwait(false);
        return known is null || known.Find(Entity, kind) is not null ? known : await session.Client.GetKindsAsync(fresh: true, cancellationToken).ConfigureAwait(false);
    }

    // Null for a kind that is not there; of one without fields nothing can be said.
    private IReadOnlyList<SpecFault>? Faults(KindTable table, string kind, OrderedDictionary spec, bool whole, bool kept) =>
        table.Find(Entity, kind) is not { } facts ? null : facts.Fields.Length == 0 ? [] : SpecCheck.Of(facts, spec, whole, kept);

    private void Judge(IReadOnlyList<SpecFault> faults, string kind, bool binds)
    {
        Refuse(faults, kind, binds || Strict ? [SpecFaultType.Invalid, SpecFaultType.Missing] : [SpecFaultType.Invalid]);
        if (Strict)
        {
            Refuse(faults, kind, [SpecFaultType.Unknown]);
            Refuse(faults, kind, [SpecFaultType.Dropped]);
        }
    }

    private void Refuse(IReadOnlyList<SpecFault> faults, string kind, IReadOnlyList<SpecFaultType> types)
    {
        var found = faults.Where(fault => types.Contains(fault.Type)).ToList();
        if (found.Count == 0) return;
        var sentence = string.Join(" ", found.Take(MaxNamed).Select(fault => fault.Sentence)) + (found.Count > MaxNamed ? $" {found.Count - MaxNamed} more are wrong." : string.Empty);
        var action = $"{(Entity == "run" ? $"(Get-DhKind '{kind}')" : $"(Get-DhKind '{kind}' -Entity {Entity})")}.Fields shows the fields and what they take.";
        throw found[0].Type == SpecFaultType.Unknown
            ? new InputException("SpecFieldUnknown", sentence) { Target = found[0].Path, RecommendedAction = $"{action} Leave the field out, or -Strict." }
            : new InputException("SpecFieldInvalid", sentence) { Target = found[0].Path, RecommendedAction = action };
    }
}

/// <summary>What was found of a spec.</summary>
/// <param name="Name">The kind as the backend calls it.</param>
/// <param name="Kind">Its facts; null where nobody knows them.</param>
/// <param name="Bundled">Its facts as they come with the module, or null.</param>
/// <param name="Faults">What is wrong with the spec, and not refused.</param>
/// <param name="Binds">Whether the backend drops what it does not know.</param>
internal sealed record CheckedSpec(string Name, EntityKind? Kind, EntityKind? Bundled, IReadOnlyList<SpecFault> Faults, bool Binds);
