namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Hands out the items of batches one by one. What is there already is handed out without waiting and without a state
/// machine, which for the thousands of a page is most of what handing them out could cost.
/// </summary>
/// <param name="batches">The batches; empty ones are passed over.</param>
/// <param name="stop">Stops it, also between two items of a batch.</param>
internal sealed class Batches<T>(IAsyncEnumerable<IReadOnlyList<T>> batches, CancellationToken stop) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Reader(batches.GetAsyncEnumerator(cancellationToken), stop, cancellationToken);

    private sealed class Reader(IAsyncEnumerator<IReadOnlyList<T>> batches, CancellationToken stop, CancellationToken alsoStop) : IAsyncEnumerator<T>
    {
        private IReadOnlyList<T> _batch = [];
        private int _next;

        public T Current { get; private set; } = default!;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_next >= _batch.Count || stop.IsCancellationRequested || alsoStop.IsCancellationRequested) return FurtherAsync();
            Current = _batch[_next++];
            return new(true);
        }

        public ValueTask DisposeAsync() => batches.DisposeAsync();

        private async ValueTask<bool> FurtherAsync()
        {
            stop.ThrowIfCancellationRequested();
            alsoStop.ThrowIfCancellationRequested();
            do
            {
                if (!await batches.MoveNextAsync().ConfigureAwait(false)) return false;
                _batch = batches.Current;
            }
            while (_batch.Count == 0);
            (Current, _next) = (_batch[0], 1);
            return true;
        }
    }
}
