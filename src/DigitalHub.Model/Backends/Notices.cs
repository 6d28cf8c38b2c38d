namespace DigitalHub;

/// <summary>
/// What a backend has to say beside its answers: which filters are the client's work, that a request was repeated, that a
/// server is newer than the module. It reaches the command on whose behalf the backend works, whatever the thread; the
/// command hands it out on the pipeline thread. Nothing in it is secret.
/// </summary>
internal static class Notices
{
    private static readonly AsyncLocal<Action<Notice>?> Sink = new();

    /// <summary>Takes what is said in this flow of control until the result is disposed.</summary>
    /// <param name="take">Called on any thread.</param>
    public static IDisposable Collect(Action<Notice> take)
    {
        var before = Sink.Value;
        Sink.Value = take;
        return new Collection(before);
    }

    /// <summary>Whether anybody takes what is said here.</summary>
    public static bool IsHeard => Sink.Value is not null;

    /// <summary>Says something that <c>-Verbose</c> shows.</summary>
    public static void Verbose(string text) => Sink.Value?.Invoke(new Notice(IsWarning: false, text));

    /// <summary>Warns.</summary>
    public static void Warning(string text) => Sink.Value?.Invoke(new Notice(IsWarning: true, text));

    private sealed class Collection(Action<Notice>? before) : IDisposable
    {
        public void Dispose() => Sink.Value = before;
    }
}

/// <summary>A verbose line or a warning.</summary>
internal readonly record struct Notice(bool IsWarning, string Text);
