namespace DigitalHub.Backends.Local;

/// <summary>One write that waits for its turn.</summary>
internal abstract class WriteRequest(bool alone, bool makesStore)
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Ended = 2;

    private int _state = Waiting;

    /// <summary>Whether it gets a transaction for itself, because it may take long.</summary>
    public bool Alone { get; } = alone;

    /// <summary>Whether it makes the store where there is none.</summary>
    public bool MakesStore { get; } = makesStore;

    /// <summary>Whether its caller has given up before it was begun.</summary>
    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    public abstract CancellationToken Token { get; }

    /// <summary>Claims it for execution; false if its caller has given up.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) != Ended;

    /// <summary>Executes it and keeps the answer until <see cref="Deliver"/>; may be repeated.</summary>
    public abstract void Execute(StoreConnection connection);

    /// <summary>Gives it what holds where there is no store.</summary>
    public abstract void ExecuteMissing();

    /// <summary>Keeps an error instead of an answer until <see cref="Deliver"/>.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Hands the answer or the error to the caller; what was changed has reached the disk.</summary>
    public abstract void Deliver();

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting;
}

/// <inheritdoc/>
internal sealed class WriteRequest<T> : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<StoreConnection, T> _work;
    private readonly Func<T>? _missing;
    private readonly CancellationTokenRegistration _registration;
    private T? _answer;
    private Exception? _error;

    /// <param name="work">What is done.</param>
    /// <param name="missing">What holds where there is no store; null makes one.</param>
    /// <param name="alone">Whether it gets a transaction for itself.</param>
    /// <param name="cancellationToken">Takes it out of the queue; one that is being executed alone is undone.</param>
    public WriteRequest(Func<StoreConnection, T> work, Func<T>? missing, bool alone, CancellationToken cancellationToken)
        : base(alone, missing is null)
    {
        _work = work;
        _missing = missing;
        Token = cancellationToken;
        _registration = cancellationToken.Register(() =>
        {
            if (TryGiveUp()) _completion.TrySetCanceled(cancellationToken);
        });
    }

    public override CancellationToken Token { get; }

    public Task<T> Task => _completion.Task;

    public override void Execute(StoreConnection connection)
    {
        _error = null;
        _answer = _work(connection);
    }

    public override void ExecuteMissing()
    {
        try
        {
            _answer = _missing!();
        }
        catch (Exception exception)
        {
            _error = exception;
        }
    }

    public override void Fail(Exception exception) => _error = exception;

    public override void Deliver()
    {
        _registration.Unregister();
        if (IsEnded) return;
        if (_error is OperationCanceledException) _completion.TrySetCanceled(Token);
        else if (_error is not null) _completion.TrySetException(_error);
        else _completion.TrySetResult(_answer!);
    }
}
