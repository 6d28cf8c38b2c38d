using System.Management.Automation;
using System.Security;

namespace DigitalHub.PowerShell.Tests.Hosting;

internal static class Secrets
{
    public static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var letter in text) secret.AppendChar(letter);
        return secret;
    }

    public static PSCredential Credential(string user, string password) => new(user, Secure(password));
}
