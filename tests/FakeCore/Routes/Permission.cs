namespace DigitalHub.FakeCore.Routes;

/// <summary>Who may use a route (the letters of contract, section 1.3).</summary>
internal enum Permission
{
    /// <summary>Everybody, without authentication.</summary>
    Public,

    /// <summary>Every authenticated user.</summary>
    User,

    /// <summary>Whoever has a role in the project of the path.</summary>
    Project,

    /// <summary>Administrators.</summary>
    Admin,
}
