using System.Diagnostics.CodeAnalysis;

namespace DigitalHub;

/// <summary>Addresses as users, files and servers write them.</summary>
internal static class WebAddress
{
    /// <summary>Reads a full address; false for what is none.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address)
    {
        try
        {
            return Uri.TryCreate(text, UriKind.Absolute, out address);
        }
        catch (IndexOutOfRangeException)
        {
            // .NET loses its way in some texts, such as a file's address whose host is nothing but a mark of the direction of writing.
            address = null;
            return false;
        }
    }
}
