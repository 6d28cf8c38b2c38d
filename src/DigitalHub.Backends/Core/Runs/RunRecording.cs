using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// Brings a run back as a record (contract 2.1, 2.4 and 3): it is created as a local run under its old id, for which nothing
/// is executed, and moved one state after the other to the one it was in. Then the status is put back whole, which core keeps
/// as long as the state stays (transcript <c>runs-update</c>, "status fields in COMPLETED"), and with it what the old run went
/// through and when.
/// </summary>
internal static class RunRecording
{
    /// <param name="core">The core, or a local store that is like one.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StoredDocument> RecordAsync(IBackend core, WholeRun run, CancellationToken cancellationToken)
    {
        await core.GetApiLevelAsync(cancellationToken).ConfigureAwait(false);
        RecordSupport.Check(core.Known, run.Id);
        var way = RunState.WayTo(run.State) ?? throw Unreachable(run);
        var document = AsLocal(run);
        var made = await core.CreateRunAsync(document, cancellationToken).ConfigureAwait(false);
        WarnOfSpec(run.Id, document.Section("spec"), made.Map.Map("spec"));
        var address = new RunAddress(run.Project, run.Id);
        try
        {
            foreach (var (name, metric) in run.MetricsBeside) await core.SetRunMetricAsync(address, name, metric, cancellationToken).ConfigureAwait(false);
            foreach (var state in way) made = await core.UpdateRunAsync(address, new EntityChange { State = state }, cancellationToken).ConfigureAwait(false);
            return Rest(run, made) is { } rest ? await core.UpdateRunAsync(address, rest, cancellationToken).ConfigureAwait(false) : made;
        }
        catch (DigitalHubException exception)
        {
            throw Incomplete(run, made, exception);
        }
    }

    private static OrderedDictionary AsLocal(WholeRun run)
    {
        var document = ValueMap.Clone(run.Document.Map);
        document.Section("spec")["local_execution"] = true;
        document.Remove("status");
        // Core fails to create a run that has some (transcript runs-create, "with an extension").
        document.Remove("extensions");
        if (document.Text("name") is { } name && !RunRules.IsName(name))
        {
            // Core 0.13 made names of function and id, which later cores refuse (transcript core-0.13).
            Notices.Warning($"Run '{run.Id}': the name '{name}' can't be kept; the run is called by its id.");
            document["name"] = run.Id;
        }
        return document;
    }

    // What is left to put back once the state is reached; null if nothing is.
    private static EntityChange? Rest(WholeRun run, StoredDocument made)
    {
        var edited = ValueMap.Clone(made.Map);
        if (run.Document.Map.Map("status") is { } status)
        {
            edited["status"] = ValueMap.Clone(status);
            edited.Section("status")["state"] = RunMoves.State(made.Map);
        }
        if (run.Document.Map["extensions"] is Array { Length: > 0 } extensions) edited["extensions"] = ValueMap.Clone(extensions);
        return ValueMap.Same(edited, made.Map) ? null : new EntityChange { AsRead = made.Json, Edited = edited, Force = true };
    }

    // Core takes what its kind has and drops the rest in silence, and empty values with it (contract 4.5).
    private static void WarnOfSpec(string id, OrderedDictionary sent, OrderedDictionary? kept)
    {
        List<string> lost = [.. sent.Cast<DictionaryEntry>().Where(field => !IsEmpty(field.Value) && kept?.Contains(field.Key) != true).Select(field => (string)field.Key)];
        if (lost.Count > 0) Notices.Warning($"Run '{id}': the core keeps no {string.Join(", ", lost.Select(name => $"spec.{name}"))}.");
    }

    private static bool IsEmpty(object? value) => value is null or "" or Array { Length: 0 } or OrderedDictionary { Count: 0 };

    private static DigitalHubException Unreachable(WholeRun run) =>
        new("TransitionRefused", ErrorKind.InvalidOperation, $"Run '{run.Id}' is {run.State}, and no record comes into that state.")
        {
            Target = run.Id,
            RecommendedAction = "Make a new run of its spec: Copy-DhRun without -AsRecord.",
        };

    private static DigitalHubException Incomplete(WholeRun run, StoredDocument made, DigitalHubException cause) =>
        new(
            "RecordIncomplete",
            ErrorKind.WriteError,
            string.Format(CultureInfo.InvariantCulture, "Run '{0}' was made as a record in {1}, and did not become {2} with all that belongs to it: {3}", run.Id, RunMoves.State(made.Map), run.State, cause.Message),
            cause)
        {
            Target = run.Id,
            StatusCode = cause.StatusCode,
            ServerMessage = cause.ServerMessage,
            Request = cause.Request,
            RecommendedAction = "Remove it with Remove-DhRun and copy it once more, or complete it with Update-DhRun.",
        };
}
