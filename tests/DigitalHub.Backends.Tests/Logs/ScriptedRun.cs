using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Model;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>A run whose state and logs are told look by look; the last look stays.</summary>
internal sealed class ScriptedRun(params IReadOnlyList<ScriptedRun.Look> looks) : PassingBackend(new FakeBackend())
{
    private int _at = -1;

    /// <summary>How often the logs were asked for.</summary>
    public int Looks => _at + 1;

    public bool Moves { get; init; } = true;

    public string Spec { get; init; } = "{}";

    public override Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) => Task.FromResult(Moves);

    public override Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken)
    {
        var state = looks[Math.Min(_at + 1, looks.Count - 1)].State ?? throw Errors.RunNotFound(address.Id, address.Project);
        return Task.FromResult(StoredDocument.Read($$"""{"id":"{{address.Id}}","spec":{{Spec}},"status":{"state":"{{state}}"{{Moved(state)}} } }"""));
    }

    public override Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken)
    {
        var look = looks[Math.Min(++_at, looks.Count - 1)];
        if (look.Error is not null) throw look.Error;
        return look.State is null ? throw Errors.RunNotFound(address.Id, address.Project) : Task.FromResult(look.Logs);
    }

    // A run that ended long ago writes nothing more.
    private string Moved(string state) => EndedAt is { } time ? $$""","transitions":[{"status":"{{state}}","time":"{{time}}"}]""" : string.Empty;

    public string? EndedAt { get; init; }

    /// <summary>What one look sees.</summary>
    /// <param name="State">The state; null for a run that is gone.</param>
    /// <param name="Logs">The logs.</param>
    internal sealed record Look(string? State, params IReadOnlyList<RunLog> Logs)
    {
        /// <summary>What reading the logs fails with.</summary>
        public Exception? Error { get; init; }
    }
}
