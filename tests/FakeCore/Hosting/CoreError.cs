using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>An answer that is an error, thrown where it is noticed (contract, section 5).</summary>
internal sealed class CoreError : Exception
{
    private readonly Func<CoreRequest, Answer> _answer;

    private CoreError(string message, Func<CoreRequest, Answer> answer)
        : base(message) => _answer = answer;

    /// <summary>In the form of core's own handler.</summary>
    public static CoreError Project(int status, string? message) => new(message ?? "", _ => new Answer
    {
        Status = status,
        Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", status);
            writer.WriteString("message", message);
            writer.WriteNull("errorCode");
            writer.WriteEndObject();
        }),
        ContentType = MediaTypes.Json,
    });

    /// <summary>In the form of Spring Boot, for all that core doesn't handle.</summary>
    public static CoreError Boot(int status, params (string Name, string Value)[] headers) => new(Reason(status), request => new Answer
    {
        Status = status,
        Body = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", Timestamps.Boot(request.Now));
            writer.WriteNumber("status", status);
            writer.WriteString("error", Reason(status));
            writer.WriteString("path", request.Path);
            writer.WriteEndObject();
        }),
        ContentType = MediaTypes.Json,
        Headers = headers,
    });

    /// <summary>A bare text that claims to be JSON, as the token service answers.</summary>
    public static CoreError Text(int status, string text) => new(text, _ => new Answer
    {
        Status = status,
        Body = System.Text.Encoding.UTF8.GetBytes(text),
        ContentType = MediaTypes.Json,
    });

    /// <summary>From the bearer filter: no body.</summary>
    public static CoreError InvalidToken(string description) => new(description, _ => new Answer
    {
        Status = 401,
        Headers =
        [
            ("WWW-Authenticate",
                $"Bearer error=\"invalid_token\", error_description=\"{description}\", error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\""),
        ],
    });

    public Answer ToAnswer(CoreRequest request) => _answer(request);

    private static string Reason(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        415 => "Unsupported Media Type",
        501 => "Not Implemented",
        _ => "Internal Server Error",
    };
}
