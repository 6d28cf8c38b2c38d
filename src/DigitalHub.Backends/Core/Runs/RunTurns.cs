namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// Lets only one at a time do something with a run: two that look and then ask at the same time would both ask, and a core
/// takes what it is asked twice as force (contract 0.8). Whoever comes next meets what the one before him has done.
/// </summary>
internal sealed class RunTurns
{
    private readonly Dictionary<RunAddress, Turn> _turns = [];

    /// <summary>Does something with a run as soon as nobody else does.</summary>
    /// <param name="address">The run.</param>
    /// <param name="action">What is done.</param>
    /// <param name="cancellationToken">Ends the waiting for one's turn.</param>
    public async Task<T> InTurnAsync<T>(RunAddress address, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var turn = Join(address);
        try
        {
            await turn.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await action().ConfigureAwait(false);
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave(address, turn);
        }
    }

    private Turn Join(RunAddress address)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(address, out var turn)) _turns[address] = turn = new Turn();
            turn.Count++;
            return turn;
        }
    }

    private void Leave(RunAddress address, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Count > 0) return;
            _turns.Remove(address);
        }
        turn.Gate.Dispose();
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>How many have or await it.</summary>
        public int Count { get; set; }
    }
}
