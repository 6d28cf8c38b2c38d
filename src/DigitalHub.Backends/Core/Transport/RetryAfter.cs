namespace DigitalHub.Backends.Core;

/// <summary>How long a server asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>The wish, or null. A date counts from the server's own, so that a wrong clock on this machine does no harm.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider clock)
    {
        if (response.Headers.RetryAfter is not { } wish) return null;
        var delay = wish.Delta ?? (wish.Date is { } date ? date - (response.Headers.Date ?? clock.GetUtcNow()) : null);
        return delay is { } given && given < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
