namespace DigitalHub.PowerShell.Input;

/// <summary>Says what was piped into a command of the Project noun: a project, and nothing else (design section 3).</summary>
internal static class ProjectSelector
{
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static Project Piped(object? value)
    {
        var inner = ShellValues.Bare(value);
        return inner switch
        {
            Project project => project,
            null => throw Errors.Value("The pipeline brought null instead of a project.", action: "Check the command before the pipe."),
            Entity entity => throw Errors.Value($"{entity.Key} is no project.", entity, "Pipe projects from Get-DhProject, or give a name with -Name."),
            _ => throw Errors.Value($"An object of type {inner.GetType()} is no project.", inner, "Pipe projects from Get-DhProject, or give a name with -Name."),
        };
    }
}
