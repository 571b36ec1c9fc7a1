//! What somebody who signed in may do: denied unless it stands in the table.

/// A person's role in a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Makes content, and reads how it does.
    Author,
    /// Approves content, and reads how it does.
    Reviewer,
    /// Looks after accounts.
    Csm,
    /// Reads everything, the audit log included; changes nothing.
    Auditor,
}

/// Something that may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Numbers without names.
    ReadCounts,
    /// Numbers and events of single people.
    ReadPeople,
    /// Who did what on the dashboard.
    ReadAudit,
    /// Cases, notes, assignments, escalations.
    Work,
    /// Rules, templates, how the desk is arranged.
    Arrange,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] = [
        Role::Owner,
        Role::Author,
        Role::Reviewer,
        Role::Csm,
        Role::Auditor,
    ];

    /// `owner`, `author`, `reviewer`, `csm` or `auditor`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Author => "author",
            Role::Reviewer => "reviewer",
            Role::Csm => "csm",
            Role::Auditor => "auditor",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        matches!(
            (self, act),
            (_, Act::ReadCounts)
                | (Role::Owner | Role::Csm | Role::Auditor, Act::ReadPeople)
                | (Role::Owner | Role::Auditor, Act::ReadAudit)
                | (Role::Owner | Role::Csm, Act::Work | Act::Arrange)
        )
    }
}
