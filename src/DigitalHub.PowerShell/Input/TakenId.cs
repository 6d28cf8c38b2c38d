namespace DigitalHub.PowerShell.Input;

/// <summary>Whether an id is taken: ids are unique over all projects (contract 2.1).</summary>
internal static class TakenId
{
    /// <summary>Whether reading what has the id finds it, in whatever project.</summary>
    public static async Task<bool> IsAsync(Func<Task<StoredDocument>> read)
    {
        try
        {
            await read().ConfigureAwait(false);
            return true;
        }
        catch (EntityNotFoundException)
        {
            return false;
        }
        catch (InputException exception) when (exception.ErrorId == "ProjectMismatch")
        {
            return true;
        }
    }
}
