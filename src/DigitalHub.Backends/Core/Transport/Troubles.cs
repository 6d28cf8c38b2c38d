using System.Net.Sockets;
using System.Security.Authentication;

namespace DigitalHub.Backends.Core;

/// <summary>Tells from what the framework threw what went wrong. Its own words go no further: they may quote what was sent.</summary>
internal static class Troubles
{
    /// <summary>What a failed attempt was, before there was an answer.</summary>
    public static (Trouble Trouble, string? Detail) Of(Exception error)
    {
        if (Find<AuthenticationException>(error) is { } security) return Security(security);
        if (error is HttpRequestException request)
        {
            switch (request.HttpRequestError)
            {
                case HttpRequestError.NameResolutionError:
                    return (Find<SocketException>(error)?.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or null ? Trouble.NameUnknown : Trouble.NameLookup, null);
                case HttpRequestError.SecureConnectionError:
                    return (Trouble.Encryption, null);
                case HttpRequestError.ProxyTunnelError:
                    return (Trouble.Proxy, null);
                case HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError or HttpRequestError.HttpProtocolError:
                    return (Trouble.Protocol, null);
                case HttpRequestError.ConnectionError:
                    return Socket(Find<SocketException>(error)) ?? (Trouble.Unreachable, null);
            }
        }

        return error switch
        {
            // ConnectTimeout: our own tokens were not cancelled.
            OperationCanceledException => (Trouble.Unreachable, "it did not answer the attempt to connect"),
            FormatException or InvalidOperationException or NotSupportedException => (Trouble.Protocol, null),
            _ => (Trouble.Lost, Find<SocketException>(error)?.SocketErrorCode is { } code ? $"socket error {code}" : null),
        };
    }

    private static (Trouble, string?)? Socket(SocketException? error) => error?.SocketErrorCode switch
    {
        null => null,
        SocketError.ConnectionRefused => (Trouble.Refused, null),
        SocketError.HostNotFound or SocketError.NoData => (Trouble.NameUnknown, null),
        SocketError.TryAgain => (Trouble.NameLookup, null),
        var code => (Trouble.Unreachable, $"socket error {code}"),
    };

    private static (Trouble, string?) Security(AuthenticationException error)
    {
        // The framework tells the reasons for refusing a certificate only in its text.
        if (error.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)) return (Trouble.Certificate, "it was issued for another name");
        if (error.Message.Contains("NotTimeValid", StringComparison.Ordinal)) return (Trouble.Certificate, "it has expired or is not valid yet");
        if (error.Message.Contains("RemoteCertificateNotAvailable", StringComparison.Ordinal)) return (Trouble.Certificate, "the server sent none");
        return error.Message.Contains("remote certificate", StringComparison.OrdinalIgnoreCase)
            ? (Trouble.Certificate, "it was issued by nobody that this machine trusts")
            : (Trouble.Encryption, null);
    }

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found) return found;
        }

        return null;
    }
}
