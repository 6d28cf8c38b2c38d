using System.Globalization;

namespace DigitalHub;

/// <summary>The errors of design section 7 that more than one place raises, each worded once.</summary>
internal static class Errors
{
    public static InputException Value(string message, object? target = null, string? action = null) =>
        new("ValueInvalid", message) { Target = target, RecommendedAction = action };

    public static InputException NullSelector(string parameter) =>
        Value(
            $"The value of -{parameter} is null or empty.",
            action: $"Check what was given to -{parameter}: a variable that was never set is null.");

    public static EntityNotFoundException ProjectNotFound(string name) =>
        new("ProjectNotFound", $"There is no project '{name}'.")
        {
            Target = name,
            RecommendedAction = $"List the projects with Get-DhProject, or create it with New-DhProject {name}.",
        };

    public static EntityNotFoundException RunNotFound(string id, string? project) =>
        new("RunNotFound", project is null ? $"There is no run '{id}'." : $"There is no run '{id}' in project '{project}'.")
        {
            Target = id,
            RecommendedAction = "List the runs with Get-DhRun, or those of all projects with Get-DhRun -Project *.",
        };

    public static EntityExistsException RunExists(string id) =>
        new("RunExists", $"There already is a run '{id}'. Ids are unique over all projects.")
        {
            Target = id,
            ServerMessage = $"Duplicated entity run:{id}.",
            RecommendedAction = "Choose another id, or leave it out to have one made.",
        };

    public static EntityExistsException ProjectExists(string name) =>
        new("ProjectExists", $"There already is a project '{name}'.")
        {
            Target = name,
            ServerMessage = $"Duplicated entity project:{name}.",
            RecommendedAction = $"Use it with Set-DhProject {name}, or choose another name.",
        };

    public static InputException ProjectMismatch(string id, string project) =>
        new("ProjectMismatch", $"Run '{id}' belongs to another project than '{project}'.")
        {
            Target = id,
            ServerMessage = "invalid project",
            RecommendedAction = $"Find its project with Get-DhRun -Project * -Query {id}, and give it with -Project.",
        };

    public static DigitalHubException ProjectNotEmpty(string name, long runs) =>
        new(
            "ProjectNotEmpty",
            ErrorKind.ResourceBusy,
            string.Format(
                CultureInfo.InvariantCulture,
                runs == 1 ? "Project '{0}' still has {1} run." : "Project '{0}' still has {1} runs.",
                name,
                runs))
        {
            Target = name,
            RecommendedAction = $"Remove them first with Get-DhRun -Project {name} | Remove-DhRun, or remove all with -Cascade.",
        };

    public static InputException IdInvalid(string id, string why) =>
        new("IdInvalid", $"'{Shorten(id)}' is no valid run id: {why}.")
        {
            Target = id,
            RecommendedAction = Wildcard.IsPattern(id)
                ? "An id is given whole. Patterns go to -Name, and part of an id to -Query."
                : "An id has 1 to 255 of the characters a-z A-Z 0-9 . _ + - and nothing else.",
        };

    public static InputException KeyInvalid(string key, string why) =>
        new("KeyInvalid", $"'{Shorten(key)}' is no key of a run: {why}.")
        {
            Target = key,
            RecommendedAction = "A run's key is store://<project>/run/<kind>/<id>, as in the Key property of a run.",
        };

    public static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
