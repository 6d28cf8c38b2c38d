using System.Text;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>A frame of STOMP 1.2 (transcript <c>notifications</c>).</summary>
/// <param name="Command">For example <c>MESSAGE</c>.</param>
/// <param name="Headers">The headers; of a name that stands there twice, the first.</param>
/// <param name="Body">The body.</param>
internal sealed record StompFrame(string Command, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public const string Connect = "CONNECT";
    public const string Connected = "CONNECTED";
    public const string Subscribe = "SUBSCRIBE";
    public const string Message = "MESSAGE";
    public const string Receipt = "RECEIPT";
    public const string Error = "ERROR";
    public const string Disconnect = "DISCONNECT";

    public StompFrame(string command, params ReadOnlySpan<(string Name, string Value)> headers)
        : this(command, Map(headers), ReadOnlyMemory<byte>.Empty)
    {
    }

    /// <summary>A header; null where it is missing.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>Whether names and values of a command's headers are escaped: the frames of STOMP 1.0 are not.</summary>
    public static bool IsEscaped(string command) => command is not (Connect or Connected);

    /// <summary>The frame as it is sent.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Command).Append('\n');
        foreach (var (name, value) in Headers) text.Append(Escape(name)).Append(':').Append(Escape(value)).Append('\n');
        text.Append('\n');
        return [.. Encoding.UTF8.GetBytes(text.ToString()), .. Body.Span, 0];
    }

    private string Escape(string text) => !IsEscaped(Command)
        ? text
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal);

    private static Dictionary<string, string> Map(ReadOnlySpan<(string Name, string Value)> headers)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers) map.Add(name, value);
        return map;
    }
}
