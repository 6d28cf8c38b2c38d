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
        Mismatch("Run", id, project, $"Find its project with Get-DhRun -Project * -Query {id}, and give it with -Project.");

    public static InputException ProjectMismatch(EntityAddress address) =>
        Mismatch(address.Type.ToString(), address.Id, address.Project, $"Find its project with Get-{EntityWords.Of(address.Type).Noun} -Project *, and give it with -Project.");

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

    public static InputException IdInvalid(string id, string why, string entity = "run") =>
        new("IdInvalid", $"'{Shorten(id)}' is no valid {entity} id: {why}.")
        {
            Target = id,
            RecommendedAction = Wildcard.IsPattern(id)
                ? "An id is given whole. Patterns go to -Name, and part of an id to -Query."
                : "An id has 1 to 255 of the characters a-z A-Z 0-9 . _ + - and nothing else.",
        };

    public static InputException KeyInvalid(string key, string why, string entity = "run") =>
        new("KeyInvalid", $"'{Shorten(key)}' is no key of a {entity}: {why}.")
        {
            Target = key,
            RecommendedAction = $"The key of a {entity} is store://<project>/{entity}/<kind>/{(EntityWords.Of(entity)?.HasVersions == true ? "<name>:<id>" : "<id>")}, as in its property Key.",
        };

    public static EntityNotFoundException NotFound(EntityType type, string what, string? project)
    {
        var words = EntityWords.Of(type);
        return new(words.NotFound.Id, $"There is no {words.Word} '{Shorten(what)}'{(project is null ? string.Empty : $" in project '{project}'")}.")
        {
            Target = what,
            RecommendedAction = $"List what there is with Get-{words.Noun}, or in all projects with Get-{words.Noun} -Project *.",
        };
    }

    /// <summary>A name that functions or workflows of several kinds have.</summary>
    public static InputException NameAmbiguous(EntityType type, string name, string project, IEnumerable<string> keys) =>
        new("NameAmbiguous", $"There are {EntityWords.Of(type).Plural} '{name}' of several kinds in project '{project}'.")
        {
            Target = name,
            RecommendedAction = $"Give the one that you mean by its key: {string.Join(", ", keys)}.",
        };

    public static EntityExistsException Exists(EntityType type, string id)
    {
        var words = EntityWords.Of(type);
        return new(words.Exists.Id, $"There already is a {words.Word} with the id '{Shorten(id)}'. Ids are unique over all projects.")
        {
            Target = id,
            ServerMessage = $"Duplicated entity {words.Word}:{id}.",
            RecommendedAction = "Choose another id, or have one made: leave it out.",
        };
    }

    /// <param name="address">What is to be removed.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="runs">How many runs there are of it.</param>
    public static DigitalHubException NotEmpty(EntityAddress address, string name, long runs)
    {
        var words = EntityWords.Of(address.Type);
        return new(
            words.NotEmpty.Id,
            words.NotEmpty.Kind,
            string.Format(CultureInfo.InvariantCulture, "{0} '{1}' still has {2} {3}.", char.ToUpperInvariant(words.Word[0]) + words.Word[1..], name, runs, runs == 1 ? "run" : "runs"))
        {
            Target = address.Id,
            RecommendedAction = $"Remove them first with Get-DhRun and Remove-DhRun, or remove all with Remove-{words.Noun} -Cascade.",
        };
    }

    /// <summary>That what a task is of is not there: the server's "invalid executable entity" (transcript <c>functions-and-tasks</c>).</summary>
    public static EntityNotFoundException ReferenceNotFound(string what, string? reference) =>
        new("ReferenceNotFound", $"The {what} that the spec refers to is not there.")
        {
            Target = reference,
            RecommendedAction = $"Check the reference: the {what} may have been removed, or be of another backend.",
        };

    public static InputException ReferenceMismatch(string field, string reference, string entity, string project) =>
        new("ProjectMismatch", $"The {field} '{Shorten(reference)}' belongs to another project than the {entity}, which is of '{project}'.")
        {
            Target = reference,
            ServerMessage = "project mismatch",
            RecommendedAction = $"Use a reference of the {entity}'s own project, or create the {entity} there with -Project.",
        };

    private static InputException Mismatch(string what, string id, string project, string action) =>
        new("ProjectMismatch", $"{what} '{id}' belongs to another project than '{project}'.")
        {
            Target = id,
            ServerMessage = "invalid project",
            RecommendedAction = action,
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
                ( > 0, > 0, _) => $"The nearest {(near.Count == 1 ? "is" : "are")} {string.Join(", ", near)}; others of the runtime are {string.Join(", ", own)}.",
                ( > 0, _, _) => $"The nearest {(near.Count == 1 ? "is" : "are")} {string.Join(", ", near)}.",
                (_, > 0, _) => $"Its kinds of the runtime {kind.Split('+', ':')[0]} are {string.Join(", ", own)}.",
                (_, _, > 0) => $"Its runtimes are {string.Join(", ", all.Select(one => one.Runtime).Distinct(StringComparer.Ordinal).Take(MaxNamed))}. Get-DhKind shows the kinds.",
                _ => "Cores up to 0.13 have kinds such as python+run, later ones such as python+job:run.",
            },
        };
    }

    public static string Shorten(string text) => Shorten(text, 80);

    /// <summary>A text of so many characters at most.</summary>
    public static string Shorten(string text, int most) => text.Length <= most ? text : text[..(most - 3)] + "...";
}
