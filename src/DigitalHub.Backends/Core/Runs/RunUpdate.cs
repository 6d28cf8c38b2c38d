using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// Changes runs. A PUT replaces all and has no condition (contract 2.4): the run is read, the change applied to what it is now
/// and the whole sent back, so that only what others change in between is lost. What core would ignore in silence is refused
/// here first.
/// </summary>
internal static class RunUpdate
{
    public static async Task<StoredDocument> UpdateAsync(ICoreTransport transport, RunAddress address, EntityChange change, CancellationToken cancellationToken)
    {
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        string? before = null;
        var attempts = new Attempts(transport);
        for (DigitalHubException? lost = null; ; attempts.Next())
        {
            var read = new CoreRequest(HttpMethod.Get, CorePaths.Run(address)) { Subject = CoreSubject.Run(address) };
            var stored = await transport.DocumentAsync(attempts.Repeated(read), cancellationToken).ConfigureAwait(false);
            var current = stored.Map;
            var next = change.ApplyTo(current, "RunChanged");
            RunBody.Restore(next, current);
            var name = NameToSend(next, current, level);
            var state = RunMoves.State(current);
            before ??= state;
            // The lost request moved it: what it did then is not asked for once more.
            if (state != before && next.Map("status") is { } moved) moved["state"] = state;
            if (ValueMap.Same(next, current))
            {
                if (lost is null) Notices.Verbose($"Run '{address.Id}' is so already: nothing is sent.");
                return stored;
            }
            if (lost is not null && attempts.AreOver) throw lost;
            var asked = Check(next, current, name, level, change.Force);
            Enter(next.Section("status"), asked, state, level, transport.Clock.GetUtcNow());
            next["name"] = name;
            var put = new CoreRequest(HttpMethod.Put, CorePaths.Run(address)) { Body = JsonText.Write(next), Subject = CoreSubject.Run(address) };
            try
            {
                var answer = await transport.DocumentAsync(attempts.Repeated(put), cancellationToken).ConfigureAwait(false);
                // Core saves the rest and keeps the state where its own machine has no such move (contract 0.10).
                return asked != state && RunMoves.State(answer.Map) == state ? throw RunMoves.Refused(current, asked) : answer;
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                lost = exception;
                Notices.Verbose($"The answer to the change of run '{address.Id}' was lost: it is looked for, and repeated if it is not there.");
            }
        }
    }

    /// <summary>Checks a change and gives the state that the run is to be in.</summary>
    public static string Check(OrderedDictionary next, OrderedDictionary current, string name, CoreLevel level, bool force)
    {
        var state = RunMoves.State(current);
        RunRules.Name(name);
        RunRules.Sections(next);
        RunMoves.CheckSpec(current, next);
        // A state that is not known here the server may know how to leave.
        var asked = RunState.All.Contains(state) ? RunMoves.Asked(current, next.Map("status")) : next.Map("status")?.Text("state") ?? state;
        if (level.StoresRawStates && !force && !RunState.IsFinal(state) && !RunFacts.IsLocal(current)) throw Active(current, state);
        return asked;
    }

    /// <summary>Puts the state into a status. A server that stores states as they are sent keeps no account of them either (transcripts core-0.13, core-0.14).</summary>
    public static void Enter(OrderedDictionary status, string asked, string before, CoreLevel level, DateTimeOffset now)
    {
        if (asked != before && level.StoresRawStates) RunMoves.Enter(status, asked, now);
        else status["state"] = asked;
    }

    /// <summary>The name to send. Up to 0.13 it is made of function and id, and the server refuses it in a PUT (transcript core-0.13).</summary>
    public static string NameToSend(OrderedDictionary next, OrderedDictionary current, CoreLevel level)
    {
        if (next["name"] is not string name) throw Errors.Value("The name is no text.", next["name"], "Give the name as text.");
        if (!level.HasShortRunKinds) return name;
        if (name == current.Text("name")) return current.Text("id") ?? name;
        Notices.Warning($"A core of this version makes the names of runs itself: run '{current.Text("id")}' keeps its name.");
        return name;
    }

    private static DigitalHubException Active(OrderedDictionary current, string state) =>
        new("RunActive", ErrorKind.InvalidOperation, $"Run '{current.Text("id")}' is {state}: a core of this version could lose its state in an update while it has not ended.")
        {
            Target = current.Text("id"),
            RecommendedAction = "Change it when it has ended, or use -Force if it is not at work.",
        };
}
