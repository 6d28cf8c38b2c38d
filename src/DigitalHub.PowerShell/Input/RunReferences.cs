using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>The references in a run's spec: their form is checked, and moving a run re-points them (design section 5).</summary>
internal static class RunReferences
{
    private static readonly (string Field, bool NeedsId)[] Fields = [("task", false), ("function", true), ("workflow", true)];

    /// <exception cref="InputException"><c>ValueInvalid</c>: no reference of this form.</exception>
    private static EntityReference Parse(string field, string text, bool needsId)
    {
        if (EntityReference.TryParse(text, out var reference) && (!needsId || reference.Id is not null)) return reference;
        throw Errors.Value(
            $"'{Errors.Shorten(text)}' is no reference of a {field}.",
            text,
            needsId ? $"Give the {field} as kind://project/name:id." : $"Give the {field} as kind://project/id.");
    }

    /// <summary>Checks the references that a spec holds.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: no reference. <c>ProjectMismatch</c>: one of another project.</exception>
    public static void Check(OrderedDictionary spec, string project)
    {
        foreach (var (field, needsId) in Fields)
        {
            if (!spec.Contains(field) || spec[field] is null) continue;
            if (spec[field] is not string text) throw Errors.Value($"spec.{field} is no text.", spec[field], $"Give the reference of the {field} as text.");
            var reference = Parse(field, text, needsId);
            if (reference.Project == project) continue;
            throw new InputException("ProjectMismatch", $"The {field} '{text}' belongs to project '{reference.Project}', the run to '{project}'.")
            {
                Target = text,
                ServerMessage = "project mismatch",
                RecommendedAction = "Use a reference of the run's own project, or create the run there with -Project.",
            };
        }
    }

    /// <summary>
    /// Re-points the references of a spec that goes to another project or backend. The local store checks no more than their
    /// form, so that another project is all they need; on a core, nobody knows here what is of the same name there.
    /// </summary>
    /// <param name="spec">The spec; it is changed.</param>
    /// <param name="project">The project that it goes to.</param>
    /// <param name="destination">The backend that it goes to.</param>
    /// <param name="given">The fields that the user gave for there.</param>
    /// <exception cref="EntityNotFoundException"><c>ReferenceNotFound</c></exception>
    public static void MoveTo(OrderedDictionary spec, string project, BackendType destination, IReadOnlyCollection<string> given)
    {
        foreach (var (field, _) in Fields)
        {
            if (given.Contains(field, StringComparer.OrdinalIgnoreCase) || spec[field] is not string text) continue;
            if (destination == BackendType.Local) Move(spec, field, project);
            else throw NotFound(field, text, project);
        }
    }

    /// <summary>Puts another project into the references of a spec.</summary>
    public static void Move(OrderedDictionary spec, string project)
    {
        foreach (var (field, _) in Fields) Move(spec, field, project);
    }

    private static void Move(OrderedDictionary spec, string field, string project)
    {
        if (EntityReference.TryParse(spec[field] as string, out var reference)) spec[field] = (reference with { Project = project }).ToString();
    }

    private static EntityNotFoundException NotFound(string field, string text, string project) =>
        new("ReferenceNotFound", $"What the {field} '{Errors.Shorten(text)}' is in project '{project}' at the destination is not known.")
        {
            Target = text,
            RecommendedAction = $"Give the {field} of the destination with -{char.ToUpperInvariant(field[0])}{field[1..]}.",
        };
}
