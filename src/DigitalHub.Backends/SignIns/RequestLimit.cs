namespace DigitalHub.Backends.SignIns;

/// <summary>Ends a request with its caller or when its time is over.</summary>
internal sealed class RequestLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    public RequestLimit(CoreOptions options, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(options.Timeout, options.Clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
