using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a secret: a <see cref="SecureString"/>, as <c>Get-Secret</c> gives it, a credential for its password, or text. What
/// is none of these is let through marked, so that the command refuses it with an error id of its own and never shows it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<SecureString, Type> Unusable = [];

    private static readonly ConditionalWeakTable<SecureString, object> Typed = [];

    /// <summary>The type of the object that stands behind a marked secret; null for an honest one.</summary>
    public static Type? Refused(SecureString secret) => Unusable.TryGetValue(secret, out var type) ? type : null;

    /// <summary>Whether a secret was given as plain text, which may stand in the script.</summary>
    public static bool WasText(SecureString secret) => Typed.TryGetValue(secret, out _);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        switch (value)
        {
            case null or SecureString:
                return value;
            case PSCredential credential:
                return credential.Password;
            case string text:
                var secret = OfText(text);
                Typed.Add(secret, true);
                return secret;
            default:
                var marked = new SecureString();
                Unusable.Add(marked, value.GetType());
                return marked;
        }
    }

    private static SecureString OfText(string text)
    {
        var secret = new SecureString();
        foreach (var letter in text) secret.AppendChar(letter);
        secret.MakeReadOnly();
        return secret;
    }
}
