using System.Collections.Concurrent;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Answers that many want and one asks for. An answer is kept, also the one that something is not there; what failed
/// otherwise is asked again by the next.
/// </summary>
internal sealed class AskedOnce<TKey, TAnswer>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TAnswer>>> _answers = new();

    /// <summary>The answer, asked for if nobody has yet.</summary>
    public Lazy<Task<TAnswer>> Get(TKey key, Func<Task<TAnswer>> ask)
    {
        var answer = _answers.GetOrAdd(key, _ => new(ask));
        return !answer.IsValueCreated || !Failed(answer.Value) || !Forget(key, answer) ? answer : _answers.GetOrAdd(key, _ => new(ask));
    }

    /// <summary>Forgets an answer, but not one that was given since; whether it was this one's to do.</summary>
    public bool Forget(TKey key, Lazy<Task<TAnswer>> answer) => _answers.TryRemove(new(key, answer));

    private static bool Failed(Task<TAnswer> answer) => answer.IsCompleted && !answer.IsCompletedSuccessfully && answer.Exception?.InnerException is not (EntityNotFoundException or InputException);
}
