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
            RecommendedAction = "Choose another id, or have one made: leave -Id out, or import with -NewId.",
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
                ? "Patterns go to -Name and -Query; an id is given whole."
                : "An id has 1 to 255 of the characters a-z A-Z 0-9 . _ + - and nothing else.",
        };

    public static InputException KeyInvalid(string key, string why) =>
        new("KeyInvalid", $"'{Shorten(key)}' is no key of a run: {why}.")
        {
            Target = key,
            RecommendedAction = "A run's key is store://<project>/run/<kind>/<id>, as in the Key property of a run.",
        };

    /// <summary>That there is no such kind, with those that are near, or of the same runtime.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="entity">What it is a kind of.</param>
    /// <param name="there">The kinds that there are; null where that is not known.</param>
    public static EntityNotFoundException KindNotFound(string kind, string entity, KindTable? there)
    {
        const int MaxNamed = 20;
        var all = there?.Kinds.Where(one => one.Entity == entity).ToList() ?? [];
        var near = there?.Nearest(entity, kind, 3) ?? [];
        var own = all.Where(one => one.Runtime == kind.Split('+', ':')[0]).Select(one => one.Name).Except(near).Take(MaxNamed).ToList();
        return new EntityNotFoundException("KindNotFound", $"The backend has no kind of {entity} '{Shorten(kind)}'.")
        {
            Target = kind,
            RecommendedAction = (near.Count, own.Count, all.Count) switch
            {
                ( > 0, > 0, _) => $"The nearest are {string.Join(", ", near)}; others of the runtime are {string.Join(", ", own)}.",
                ( > 0, _, _) => $"The nearest are {string.Join(", ", near)}.",
                (_, > 0, _) => $"Its kinds of the runtime {kind.Split('+', ':')[0]} are {string.Join(", ", own)}.",
                (_, _, > 0) => $"Its runtimes are {string.Join(", ", all.Select(one => one.Runtime).Distinct(StringComparer.Ordinal).Take(MaxNamed))}. Get-DhKind shows the kinds.",
                _ => "Cores up to 0.13 have kinds such as python+run, later ones such as python+job:run.",
            },
        };
    }

    public static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
