using System.Globalization;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Asks for the pages of one listing.</summary>
/// <param name="transport">The way to the server.</param>
/// <param name="path">The path, with the server's filters behind it.</param>
/// <param name="subject">What is listed, for the errors.</param>
/// <param name="sort">The sort keys, the first one first.</param>
internal sealed class PageSource(ICoreTransport transport, string path, CoreSubject subject, params IReadOnlyList<string> sort)
{
    /// <summary>The most that a page may hold (contract 2.3).</summary>
    public const int MaxSize = 1000;

    /// <summary>The most items that can be passed over: a server counts pages in 32 bits, and gives the first page for a number beyond.</summary>
    public const int MaxSkip = int.MaxValue;

    public TimeProvider Clock => transport.Clock;

    /// <summary>One page.</summary>
    public async Task<CorePage> GetAsync(PageWindow window, CancellationToken cancellationToken) =>
        Read(window, await AskAsync(window, cancellationToken).ConfigureAwait(false));

    /// <summary>The answer that holds a page.</summary>
    public Task<CoreAnswer> AskAsync(PageWindow window, CancellationToken cancellationToken) => transport.SendAsync(Request(window), cancellationToken);

    /// <summary>The page in an answer, which is used up then.</summary>
    public CorePage Read(PageWindow window, CoreAnswer answer)
    {
        var page = PageReader.Read(Request(window), answer);
        BodyReader.Release(answer.Body);
        return page;
    }

    private CoreRequest Request(PageWindow window)
    {
        var query = CorePaths.With(
            path,
            [
                new("page", window.Page.ToString(CultureInfo.InvariantCulture)),
                new("size", window.Size.ToString(CultureInfo.InvariantCulture)),
                .. sort.Select(key => KeyValuePair.Create("sort", key)),
            ]);
        return new CoreRequest(HttpMethod.Get, query) { Subject = subject };
    }
}
