using System.Collections.Concurrent;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// What is said on behalf of one command, on any thread, until its pipeline thread writes it: the <see cref="Notices"/> of
/// the backend, and what a person must read while the command waits for him. The command's <see cref="Outages"/> go along.
/// </summary>
internal sealed class NoticeQueue
{
    private static readonly AsyncLocal<NoticeQueue?> Current = new();

    private readonly ConcurrentQueue<CommandNotice> _notices = new();

    private readonly Outages _outages = new();

    private TaskCompletionSource _spoken = NewSignal();

    /// <summary>Ends when something is said that was not there yet when it was asked for.</summary>
    public Task Spoken => Volatile.Read(ref _spoken).Task;

    public bool IsEmpty => _notices.IsEmpty;

    /// <summary>Tells the person at the keyboard something, through the command that works in this flow of control.</summary>
    public static void Announce(string text) => Current.Value?.Add(new CommandNotice(NoticeKind.Announcement, text));

    /// <summary>Takes what is said in this flow of control until the result is disposed.</summary>
    public IDisposable Collect()
    {
        var before = Current.Value;
        Current.Value = this;
        return new Collection(
            before,
            _outages.Enter(),
            Notices.Collect(notice => Add(new CommandNotice(notice.IsWarning ? NoticeKind.Warning : NoticeKind.Verbose, notice.Text))));
    }

    public bool TryTake(out CommandNotice notice) => _notices.TryDequeue(out notice);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(CommandNotice notice)
    {
        _notices.Enqueue(notice);
        Interlocked.Exchange(ref _spoken, NewSignal()).TrySetResult();
    }

    private sealed class Collection(NoticeQueue? before, IDisposable outages, IDisposable notices) : IDisposable
    {
        public void Dispose()
        {
            notices.Dispose();
            outages.Dispose();
            Current.Value = before;
        }
    }
}

internal enum NoticeKind
{
    Verbose,
    Warning,
    Announcement,
}

internal readonly record struct CommandNotice(NoticeKind Kind, string Text);
