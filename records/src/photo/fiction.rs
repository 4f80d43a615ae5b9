//! Portraits of people who do not exist: drawn, for the demo and for tests.

use super::Picture;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::{Cursor, Write as _};
use web::{Error, Result};
use zip::{ZipWriter, write::SimpleFileOptions};

type Colour = [u8; 3];

const GROUNDS: [Colour; 5] = [
    [214, 226, 240],
    [226, 238, 222],
    [240, 230, 216],
    [232, 224, 240],
    [222, 236, 238],
];
const SKINS: [Colour; 6] = [
    [250, 220, 196],
    [238, 196, 160],
    [214, 162, 122],
    [176, 122, 84],
    [132, 86, 58],
    [92, 58, 40],
];
const HAIRS: [Colour; 6] = [
    [34, 28, 26],
    [72, 46, 30],
    [122, 80, 46],
    [190, 146, 82],
    [150, 70, 38],
    [58, 52, 60],
];
const CLOTHES: [Colour; 7] = [
    [52, 88, 140],
    [150, 60, 66],
    [60, 116, 92],
    [196, 148, 60],
    [92, 76, 132],
    [76, 84, 92],
    [40, 124, 140],
];

/// Points, before [`Picture`] makes it small: a little larger, as cameras do.
const SIZE: (u32, u32) = (360, 480);

/// A PNG of somebody who does not exist; the same number gives the same face.
pub fn portrait(number: u64) -> Result<Vec<u8>> {
    let of = |palette: &[Colour], step: u64| {
        let index = (number.wrapping_mul(step) / 7) as usize % palette.len();
        palette.get(index).copied().unwrap_or_default()
    };
    let (ground, skin) = (of(&GROUNDS, 11), of(&SKINS, 13));
    let (hair, clothes) = (of(&HAIRS, 17), of(&CLOTHES, 19));
    let long = number.is_multiple_of(2);
    let image = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        // From -1 to 1 across; down, in the same unit.
        let half = f64::from(SIZE.0) / 2.0;
        let (x, y) = (
            (f64::from(x) - half) / half,
            (f64::from(y) - f64::from(SIZE.1) / 2.0) / half,
        );
        let within = |cx: f64, cy: f64, rx: f64, ry: f64| {
            ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) <= 1.0
        };
        let eye = within(-0.16, -0.2, 0.035, 0.05) || within(0.16, -0.2, 0.035, 0.05);
        let smile = within(0.0, 0.02, 0.15, 0.09) && !within(0.0, -0.03, 0.18, 0.1);
        let face = within(0.0, -0.15, 0.4, 0.5);
        let fringe = face && y < -0.42 + 0.1 * x.abs();
        let around = within(0.0, -0.24, 0.47, 0.53) && (y < -0.1 || long);
        let falling = long && x.abs() < 0.46 && (-0.24..0.42).contains(&y);
        Rgb(if fringe {
            hair
        } else if face && (eye || smile) {
            [52, 34, 32]
        } else if face || (x.abs() < 0.14 && (0.2..0.55).contains(&y)) {
            skin
        } else if around || falling {
            hair
        } else if within(0.0, 1.3, 0.85, 0.85) {
            clothes
        } else {
            ground
        })
    });
    let mut png = Vec::new();
    DynamicImage::from(image)
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .map_err(Error::internal)?;
    Ok(png)
}

/// Such a portrait as it would be kept.
pub fn small(number: u64) -> Result<Picture> {
    Picture::read(&portrait(number)?).map_err(Error::internal)
}

/// An archive of such portraits, named by these numbers.
pub fn archive(numbers: impl IntoIterator<Item = u64>) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for number in numbers {
        zip.start_file(format!("{number}.png"), SimpleFileOptions::default())
            .map_err(Error::internal)?;
        zip.write_all(&portrait(number)?).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}
