namespace DigitalHub.FakeCore.Validation;

/// <summary>A field that a constraint refuses, in the words of Spring's messages.</summary>
internal sealed record FieldError(string Target, string Field, string? Rejected, string Constraint, string Arguments, string Message, string JavaType = "java.lang.String")
{
    // The hash of the flags differs from one start of core to the next; this is the recorded one.
    private const string Flags = "[Ljakarta.validation.constraints.Pattern$Flag;@3b35f8aa";

    public static FieldError? NotNull(string target, string field, string? value) =>
        value is null ? new FieldError(target, field, null, "NotNull", "", "must not be null") : null;

    public static FieldError? Pattern(string target, string field, string? value, string pattern) =>
        value is not null && !Patterns.Matches(pattern, value)
            ? new FieldError(target, field, value, "Pattern", $",{Flags},{pattern}", $"must match \"{pattern}\"")
            : null;

    public static FieldError? Size(string target, string field, string? value, int min, int max) =>
        value is not null && (value.Length < min || value.Length > max)
            ? new FieldError(target, field, value, "Size", $",{max},{min}", $"size must be between {min} and {max}")
            : null;

    public override string ToString() =>
        $"Field error in object '{Target}' on field '{Field}': rejected value [{Rejected ?? "null"}]; "
        + $"codes [{Constraint}.{Target}.{Field},{Constraint}.{Field},{Constraint}.{JavaType},{Constraint}]; "
        + $"arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [{Target}.{Field},{Field}]; arguments []; "
        + $"default message [{Field}]{Arguments}]; default message [{Message}]";
}
