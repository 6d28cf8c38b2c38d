using System.Net.Http.Headers;

namespace DigitalHub.Backends.Core;

/// <summary>Sends a request once, follows redirects on the same server, and reads the answer. Throws nothing but what nobody foresaw.</summary>
internal sealed class Wire(HttpMessageInvoker http, TimeProvider clock)
{
    public async ValueTask<WireAnswer> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var changes = method != HttpMethod.Get;
        RequestBody? content = null;
        try
        {
            for (var hops = 0; ; hops++)
            {
                using var message = new HttpRequestMessage(method, address);
                message.Headers.Authorization = authorization;
                if (changes) message.Content = content = new RequestBody(body);
                using var response = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
                if (Redirects.Target(response, address) is not { } target) return await ReadAsync(response, changes, cancellationToken).ConfigureAwait(false);
                if (changes || !Redirects.IsSameServer(address, target)) return new WireAnswer { Status = (int)response.StatusCode, Trouble = Trouble.Redirected, Detail = CoreAddress.Show(target) };
                if (hops == Redirects.Most) return new WireAnswer { Status = (int)response.StatusCode, Trouble = Trouble.RedirectedTooOften };
                address = target;
            }
        }
        catch (Exception error) when (IsTransport(error))
        {
            var acted = content?.Started == true;
            if (cancellationToken.IsCancellationRequested) return new WireAnswer { Trouble = Trouble.Stopped, MayHaveActed = acted };
            var (trouble, detail) = Troubles.Of(error);
            return new WireAnswer { Trouble = trouble, Detail = detail, MayHaveActed = acted };
        }
    }

    private async ValueTask<WireAnswer> ReadAsync(HttpResponseMessage response, bool changes, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var contentType = ContentType(response.Content);
        var trouble = Trouble.None;
        string? detail = null;
        ReadOnlyMemory<byte> body = default;
        try
        {
            if (response.IsSuccessStatusCode) (body, trouble) = await ReadJsonAsync(response.Content, contentType, cancellationToken).ConfigureAwait(false);
            else body = await BodyReader.ReadStartAsync(response.Content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsTransport(error))
        {
            // What an error's body would have said is worth no second request; its status is known.
            trouble = cancellationToken.IsCancellationRequested ? Trouble.Stopped : response.IsSuccessStatusCode ? Trouble.Cut : Trouble.None;
        }

        return new WireAnswer
        {
            Status = status,
            ContentType = contentType,
            Body = body,
            Date = response.Headers.Date,
            RetryAfter = RetryAfter.Of(response, clock),
            ApiLevel = Header(response, "X-Api-Level"),
            ApiVersion = Header(response, "X-Api-Version"),
            Trouble = trouble,
            Detail = detail,
            MayHaveActed = changes && trouble != Trouble.None,
        };
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Body, Trouble Trouble)> ReadJsonAsync(HttpContent content, string? contentType, CancellationToken cancellationToken)
    {
        var isJson = contentType is null || contentType.EndsWith("json", StringComparison.OrdinalIgnoreCase);
        if (!isJson && content.Headers.ContentLength != 0)
        {
            // Void answers may name any type; anything with text in it is a page of somebody else.
            var start = await BodyReader.ReadStartAsync(content, cancellationToken).ConfigureAwait(false);
            return (default, JsonLooks.Of(start.Span) == JsonLook.Empty ? Trouble.None : Trouble.Foreign);
        }

        if (await BodyReader.ReadAsync(content, BodyReader.Limit, cancellationToken).ConfigureAwait(false) is not { } whole) return (default, Trouble.TooLong);
        var body = JsonLooks.WithoutMark(whole);
        return JsonLooks.Of(body.Span) switch
        {
            JsonLook.Whole => (body, Trouble.None),
            JsonLook.Empty => (default, Trouble.None),
            JsonLook.Cut => (default, Trouble.Cut),
            _ => (default, Trouble.Foreign),
        };
    }

    // What nearly every answer is needs no taking apart.
    private static string? ContentType(HttpContent content) =>
        content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && values is { Count: 1 } && values.ToString() is "application/json" and var json
            ? json
            : content.Headers.ContentType?.MediaType;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static bool IsTransport(Exception error) =>
        error is HttpRequestException or IOException or OperationCanceledException or InvalidDataException or ObjectDisposedException
            or FormatException or InvalidOperationException or NotSupportedException or UriFormatException;
}
