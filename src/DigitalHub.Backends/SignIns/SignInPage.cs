using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub.Backends.SignIns;

/// <summary>What the browser shows in the end. Nothing of the sign-in is in it, and it takes the code out of the address.</summary>
internal sealed class SignInPage(string title, string text)
{
    public static readonly SignInPage Done = new("Signed in", "The sign-in goes on in PowerShell. You can close this window.");
    public static readonly SignInPage Refused = new("Not signed in", "The sign-in was refused. PowerShell says why. You can close this window.");
    public static readonly SignInPage Foreign = new("Nothing here", "This does not belong to the sign-in that PowerShell waits for.");

    public byte[] ToResponse(string status)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var body = Encoding.UTF8.GetBytes($$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>DigitalHub: {{title}}</title>
            <style nonce="{{nonce}}">body { font-family: sans-serif; margin: 4em auto; max-width: 32em }</style></head>
            <body><h1>{{title}}</h1><p>{{text}}</p>
            <script nonce="{{nonce}}">history.replaceState(null, '', '/'); window.close();</script></body></html>
            """);
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nContent-Security-Policy: default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
