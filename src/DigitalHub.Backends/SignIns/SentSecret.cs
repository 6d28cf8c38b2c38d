namespace DigitalHub.Backends.SignIns;

/// <summary>Checks that a token can go into a header before something else finds that it can't and shows it.</summary>
internal static class SentSecret
{
    public static Secret Check(Secret? token, string what, string source)
    {
        if (token is null || token.IsEmpty) throw Errors.Value($"The {what} from {source} is empty.");
        return token.Reveal().AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw Errors.Value($"The {what} from {source} has blanks or other characters that no token has.", action: "Check that all of it was copied, and nothing else.")
            : token;
    }
}
