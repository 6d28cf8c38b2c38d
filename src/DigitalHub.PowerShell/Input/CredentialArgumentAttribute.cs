using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a credential; for a user's name PowerShell asks for the password. Null, which PowerShell would ask for as well, is
/// let through for the command to refuse: a variable that was never set must not keep a script waiting for an answer.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CredentialArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly CredentialAttribute Shells = new();

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => ShellValues.Bare(inputData) switch
    {
        null or "" => null,
        PSCredential credential => credential,
        string => Shells.Transform(engineIntrinsics, inputData),
        // PowerShell would take the object's text for the name of a user.
        _ => PSCredential.Empty,
    };
}
