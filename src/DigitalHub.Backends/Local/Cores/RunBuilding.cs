using System.Collections;
using System.Collections.Specialized;
using DigitalHub.Backends.Local.Entities;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Builds a run as a core does before it executes it (contract 2.1 and 8.4): the specs of its task and of its function or workflow come into its own.</summary>
internal sealed class RunBuilding(CoreSpecs specs, string user)
{
    /// <summary>Whether a spec names what it could be built from.</summary>
    public static bool HasExecutable(OrderedDictionary spec) => Executable(spec) is not null;

    /// <summary>Builds a run, which then is BUILT; or in ERROR, with the reason as its message.</summary>
    public void Build(StoreConnection connection, OrderedDictionary run, DateTimeOffset now)
    {
        var spec = run.Section("spec");
        var type = spec.Text("function") is not null ? EntityType.Function : EntityType.Workflow;
        var word = EntityWords.Of(type).Word;
        var status = run.Section("status");
        if (Executable(spec) is { } reference && EntityTable.FindAnywhere(connection, type, reference.Id!) is { } executable)
        {
            var task = EntityReference.TryParse(spec.Text("task"), out var of) ? EntityTable.FindAnywhere(connection, EntityType.Task, of.Name) : null;
            var kind = specs.Kinds.Find("run", run.Text("kind")!);
            run["spec"] = SpecBuild.OnCore(spec, kind, kind, [], task?.Map.Map("spec"), executable.Map.Map("spec"), word).Spec;
            Relate(run);
            RunMoves.Enter(status, RunState.Built, now, tellsMessage: true);
        }
        else
        {
            status["message"] = $"No such {word}.";
            RunMoves.Enter(status, RunState.Error, now, tellsMessage: true);
        }
        CoreMetadata.Touch(run, user, now);
    }

    private static EntityReference? Executable(OrderedDictionary spec) =>
        EntityReference.TryParse(spec.Text("function") ?? spec.Text("workflow"), out var reference) && reference.Id is not null ? reference : null;

    // Of python: one for each input.
    private static void Relate(OrderedDictionary run)
    {
        if (!run.Text("kind")!.StartsWith("python+", StringComparison.Ordinal) || run.Map("spec")?.Map("inputs") is not { Count: > 0 } inputs) return;
        run.Section("metadata")["relationships"] = inputs.Cast<DictionaryEntry>().Select(input => (object?)ValueMap.From([new("type", "consumes"), new("dest", input.Value)])).ToArray();
    }
}
