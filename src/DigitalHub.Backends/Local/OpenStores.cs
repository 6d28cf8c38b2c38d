using System.Collections.Concurrent;

namespace DigitalHub.Backends.Local;

/// <summary>
/// The stores of this process that were not closed yet. When the process ends they are, so that their files are whole
/// without a log beside them. No change depends on that: what was acknowledged is on the disk before.
/// </summary>
internal static class OpenStores
{
    // What takes longer, such as a write of another thread that waits for a lock, must not keep the process from ending.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly ConcurrentDictionary<LocalStore, bool> Stores = new(ReferenceEqualityComparer.Instance);

    static OpenStores() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => CloseAll();

    public static void Add(LocalStore store) => Stores[store] = true;

    public static void Remove(LocalStore store) => Stores.TryRemove(store, out _);

    private static void CloseAll()
    {
        try
        {
            Task.WaitAll([.. Stores.Keys.Select(store => Task.Run(async () => await store.DisposeAsync().ConfigureAwait(false)))], Patience);
        }
        catch (AggregateException)
        {
            // Then the next process to open the file merges its log.
        }
    }
}
