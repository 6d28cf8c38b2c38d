using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Completion;

/// <summary>
/// Asks the backend of a session for completion: a key press waits for <see cref="Patience"/> and takes what has come. A
/// question to a core goes on for a while, so that the next key press has its answer, which is kept for some seconds.
/// </summary>
internal static class Asked
{
    private const int MaxKept = 20;

    // So many runs say enough of the values that runs have; what is in more of them nobody waits for.
    private const int MaxRead = 5000;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly ConditionalWeakTable<Session, Dictionary<Key, Question>> Questions = [];

    /// <summary>How long a key press waits at most, whatever is asked for it.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Forgets the answers of a session: something was made, changed or removed.</summary>
    public static void Forget(Session session)
    {
        if (!Questions.TryGetValue(session, out var kept)) return;
        lock (kept) kept.Clear();
    }

    /// <summary>What a listing brings in time.</summary>
    /// <param name="request">What is to be completed.</param>
    /// <param name="what">What is asked for, as far as the request does not say.</param>
    /// <param name="list">The listing.</param>
    /// <param name="read">Makes an item of a document.</param>
    /// <param name="fits">Which items are wanted.</param>
    /// <param name="count">How many are wanted at most.</param>
    /// <param name="complete">Whether that is all there is.</param>
    public static List<T> Items<T>(
        CompletionRequest request,
        string what,
        Func<CancellationToken, IAsyncEnumerable<StoredDocument>> list,
        Func<StoredDocument, T> read,
        Func<T, bool> fits,
        int count,
        out bool complete)
    {
        complete = false;
        if (request.Session is not { } session || !MayAsk(session)) return [];
        // A local store is right here, and what is in it may change at any time: nothing is kept of it.
        using var local = session.Type == BackendType.Local ? CancellationTokenSource.CreateLinkedTokenSource(request.Deadline) : null;
        var question = local is null
            ? Once(session, new Key(what, request.Project, request.Start), () => Ask(list, read, fits, count, Limit()))
            : Ask(list, read, fits, count, local.Token);
        try
        {
            question.Answer.WaitAsync(request.Deadline).GetAwaiter().GetResult();
            complete = true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What came in time is offered.
        }
        var found = (List<T>)question.Found;
        lock (found) return [.. found];
    }

    /// <summary>Waits for something of the backend's that it remembers by itself.</summary>
    public static void Wait(CompletionRequest request, Func<Session, Task> ask)
    {
        if (request.Session is not { } session || !MayAsk(session)) return;
        try
        {
            Task.Run(() => ask(session)).WaitAsync(request.Deadline).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What is known without it will do.
        }
    }

    // A key press opens no browser.
    private static bool MayAsk(Session session) => !session.IsClosed && (session.SignIn != "browser" || session.Client.Known is not null);

    private static CancellationToken Limit() => new CancellationTokenSource(Longest).Token;

    private static Question Ask<T>(Func<CancellationToken, IAsyncEnumerable<StoredDocument>> list, Func<StoredDocument, T> read, Func<T, bool> fits, int count, CancellationToken limit)
    {
        var found = new List<T>();
        return new Question(found, Task.Run(() => FillAsync(list(limit), read, fits, count, found), limit), Environment.TickCount64);
    }

    // While a question is open it is not asked a second time, and one that has failed is asked anew.
    private static Question Once(Session session, Key key, Func<Question> ask)
    {
        var kept = Questions.GetOrCreateValue(session);
        lock (kept)
        {
            foreach (var old in kept.Where(one => one.Value.Answer.IsFaulted || one.Value.Answer.IsCanceled || Environment.TickCount64 - one.Value.Since > Kept.TotalMilliseconds).ToList()) kept.Remove(old.Key);
            if (kept.TryGetValue(key, out var question)) return question;
            if (kept.Count >= MaxKept) kept.Remove(kept.MinBy(one => one.Value.Since).Key);
            return kept[key] = ask();
        }
    }

    private static async Task FillAsync<T>(IAsyncEnumerable<StoredDocument> list, Func<StoredDocument, T> read, Func<T, bool> fits, int count, List<T> found)
    {
        var left = MaxRead;
        await foreach (var document in list.ConfigureAwait(false))
        {
            if (left-- == 0) return;
            var item = read(document);
            if (!fits(item)) continue;
            lock (found)
            {
                found.Add(item);
                if (found.Count >= count) return;
            }
        }
    }

    private readonly record struct Key(string What, string? Project, string Start);

    private sealed record Question(object Found, Task Answer, long Since);
}
