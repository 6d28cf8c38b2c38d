namespace DigitalHub;

/// <summary>A backend's notifications of changes of runs (contract 2.10), from the moment at which it was opened.</summary>
internal interface IRunFeed : IAsyncDisposable
{
    /// <summary>The notices as they come; it ends only by an exception.</summary>
    /// <exception cref="DigitalHubException">The connection was lost, or the server ended it.</exception>
    /// <exception cref="OperationCanceledException">Only when the token was cancelled.</exception>
    IAsyncEnumerable<RunNotice> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Which notifications are wanted.</summary>
/// <param name="Project">Only those of runs of this project; null for all that the user may read.</param>
/// <param name="Own">Only those of the user's own runs, which come when one is made or removed or changes its state.</param>
/// <param name="Ids">Only those of these runs; none for all.</param>
internal sealed record RunFeedQuery(string? Project, bool Own, IReadOnlyList<string> Ids);

/// <summary>One notification.</summary>
/// <param name="Action"><c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
/// <param name="Time">When the server told it; null where it does not say.</param>
/// <param name="Run">The run as it is after the change.</param>
internal sealed record RunNotice(string Action, DateTimeOffset? Time, StoredDocument Run);
