using System.Collections.Specialized;
using System.Text.Json;

namespace DigitalHub.Backends.Core;

/// <summary>Bodies of answers as documents.</summary>
internal static class CoreDocuments
{
    /// <summary>Sends a request that is answered with a document.</summary>
    /// <exception cref="ServerException"><c>UnexpectedResponse</c>: the answer is no document.</exception>
    public static async Task<StoredDocument> DocumentAsync(this ICoreTransport transport, CoreRequest request, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Document(request, answer);
    }

    /// <exception cref="ServerException"><c>UnexpectedResponse</c></exception>
    public static StoredDocument Document(CoreRequest request, CoreAnswer answer)
    {
        try
        {
            return StoredDocument.Sent(BodyReader.Own(answer.Body));
        }
        catch (JsonException exception)
        {
            throw CoreErrors.Unexpected(request, "a document", exception);
        }
    }

    /// <summary>The value that a body holds; null for an empty one.</summary>
    /// <exception cref="ServerException"><c>UnexpectedResponse</c></exception>
    public static object? Value(CoreRequest request, CoreAnswer answer)
    {
        if (answer.Body.IsEmpty) return null;
        try
        {
            return JsonText.Parse(answer.Body.Span);
        }
        catch (JsonException exception)
        {
            throw CoreErrors.Unexpected(request, "JSON", exception);
        }
    }

    /// <summary>The documents of a page (contract 6).</summary>
    public static IEnumerable<OrderedDictionary> Content(object? page) =>
        ((page as OrderedDictionary)?["content"] as Array ?? Array.Empty<object>()).OfType<OrderedDictionary>();
}
