using System.Security.Cryptography;

namespace DigitalHub.FakeCore.Model;

/// <summary>What core makes up itself: ids and names of two words.</summary>
internal static class Names
{
    private static readonly string[] Adjectives =
        ["amber", "bright", "calm", "clever", "early", "fair", "gentle", "golden", "kind", "lucky", "mega", "plain", "quick", "silent", "stable", "swift"];

    private static readonly string[] Animals =
        ["ant", "bear", "bison", "crane", "deer", "duck", "fox", "hawk", "heron", "horse", "llama", "otter", "owl", "panda", "tiger", "wolf"];

    public static string Id() => Guid.NewGuid().ToString("N");

    public static string TwoWords() =>
        $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]}-{Animals[RandomNumberGenerator.GetInt32(Animals.Length)]}";
}
