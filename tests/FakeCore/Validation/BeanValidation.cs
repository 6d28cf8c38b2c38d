using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Validation;

/// <summary>The two messages of bean validation: for arguments that were bound, and for parts of the path (contract, section 5.1).</summary>
internal static class BeanValidation
{
    /// <param name="argument">The position of the argument in the method.</param>
    /// <param name="method">The method in the words of Java's reflection.</param>
    /// <param name="errors">What the constraints refuse; nulls for those that hold.</param>
    public static void Check(int argument, string method, params IEnumerable<FieldError?> errors)
    {
        var found = errors.OfType<FieldError>().ToArray();
        if (found.Length > 0)
        {
            var count = found.Length > 1 ? $" with {found.Length} errors" : "";
            throw CoreError.Project(
                400, $"Validation failed for argument [{argument}] in {method}{count}: {string.Concat(found.Select(error => $"[{error}] "))}");
        }
    }

    public static void CheckPath(string method, string parameter, string value)
    {
        if (!Patterns.Slug().IsMatch(value))
        {
            throw CoreError.Project(400, $"{method}.{parameter}: must match \"{Patterns.SlugText}\"");
        }
    }
}
