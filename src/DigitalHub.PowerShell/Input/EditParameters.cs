namespace DigitalHub.PowerShell.Input;

/// <summary>Makes changes of the parameters that the commands which update have in common.</summary>
internal static class EditParameters
{
    /// <summary>The change with labels to add and to take away.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a label is none, or is to be added and taken away at once.</exception>
    public static EntityChange WithLabels(this EntityChange change, string[]? added, string[]? removed)
    {
        if ((added ?? []).Intersect(removed ?? []).FirstOrDefault() is { } both)
        {
            throw Errors.Value($"The label '{Errors.Shorten(both)}' is to be added and removed.", both, "Leave it out of -AddLabel or of -RemoveLabel.");
        }
        return change with { AddLabels = [.. (added ?? []).Select(RunRules.Label)], RemoveLabels = removed ?? [] };
    }

    /// <summary>Refuses -Replace without anything to put in the place of what is there.</summary>
    /// <param name="replace">Whether it was given.</param>
    /// <param name="any">Whether there is anything.</param>
    /// <param name="parameters">The parameters that would give it.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void CheckReplace(bool replace, bool any, string parameters)
    {
        if (replace && !any) throw Errors.Value("-Replace is given, and nothing to put in the place of what is there.", action: $"Give {parameters}, or leave -Replace out.");
    }
}
