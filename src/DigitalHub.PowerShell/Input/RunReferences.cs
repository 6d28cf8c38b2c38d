using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>The references in a run's spec: their form is checked, and that they are of its project.</summary>
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
            throw Errors.ReferenceMismatch(field, text, "run", project);
        }
    }
}
